/** The services that a trust policy may name. */

/**
 * The names before `.amazonaws.com` (AWS documentation of the services; decided by us: these are the common
 * ones).
 */
const SERVICES: ReadonlySet<string> = new Set(
  `
   access-analyzer access-grants.s3 account acm airflow airflow-env amplify apigateway appconfig appflow
   application-autoscaling apprunner appstream appsync apptest aps arc-zonal-shift athena auditmanager
   autoscaling backup batch batchoperations.s3 bcm-data-exports bedrock bedrock-agentcore billingconsole
   billingreports braket budgets cassandra ce chatbot chime cloud9 cloudformation cloudfront cloudhsm
   cloudtrail cloudwatch codeartifact codebuild codecommit codedeploy codepipeline codestar-connections
   codestar-notifications cognito-identity cognito-idp cognito-sync comprehend config connect controltower
   cur databrew datapipeline datasync dax delivery.logs detective devops-guru directconnect discovery dlm
   dms ds dynamodb ec2 ec2fleet ecr ecs ecs-tasks edgelambda eks eks-fargate-pods eks-nodegroup elasticache
   elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce elastictranscoder email
   emr-containers emr-serverless es events export.rds finspace firehose fis forecast frauddetector fsx
   gamelift glacier globalaccelerator glue grafana greengrass groundstation guardduty health healthlake
   imagebuilder inspector inspector2 internetmonitor iot iotanalytics iotevents iotsitewise ivs kafka
   kafkaconnect kendra kinesis kinesisanalytics kinesisvideo kms lakeformation lambda lex lexv2
   license-manager lightsail logdelivery.elasticloadbalancing logging.s3 logs lookoutmetrics
   machinelearning macie macie2 managedblockchain mediaconnect mediaconvert medialive mediapackage
   mediastore mediatailor memorydb mgh mgn migrationhub monitoring monitoring.rds mq mwaa network-firewall
   notifications omics opensearchservice ops.apigateway opsworks organizations osis outposts panorama
   personalize pinpoint pipes polly qbusiness qldb quicksight ram rds redshift redshift-serverless
   rekognition replication.dynamodb replicator.lambda resource-groups robomaker rolesanywhere route53
   route53resolver s3 s3-outposts sagemaker scheduler schemas secretsmanager securityhub securitylake
   serverlessrepo servicecatalog servicediscovery ses shield signer signin sms sms-voice sns spotfleet sqs
   ssm ssm-incidents sso states storage-lens.s3 storagegateway sts support swf synthetics tagging textract
   timestream transcribe transfer translate trustedadvisor vmie voiceid vpc-flow-logs vpc-lattice waf
   waf-regional wafv2 wellarchitected worklink workmail workspaces workspaces-web xray
  `
    .trim()
    .split(/\s+/),
);

/** Such as `firehose.amazonaws.com`, or with a region `logs.eu-west-1.amazonaws.com`. */
export function isServicePrincipal(name: string): boolean {
  const service = /^(.+?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?$/.exec(name)?.[1];
  return service !== undefined && SERVICES.has(service);
}
